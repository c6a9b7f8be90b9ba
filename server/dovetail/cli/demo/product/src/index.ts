// What Harbor offers. Every package adds one line for each of its modules, below.
export type * from "../contracts/auth.contract.js";
export type * from "../contracts/dashboard.contract.js";
