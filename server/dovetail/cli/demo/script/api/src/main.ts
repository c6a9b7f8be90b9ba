import { createApp } from "./api/app.js";

const port = Number(process.env["PORT"] ?? 3000);
createApp([]).listen(port, "127.0.0.1", () => process.stdout.write(`Harbor listens on http://127.0.0.1:${port}\n`));
