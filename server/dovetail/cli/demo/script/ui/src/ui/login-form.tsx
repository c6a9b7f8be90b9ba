import { LIMITS } from "../../contracts/auth.contract.js";
import type { LoginFormProps } from "../../contracts/views.contract.js";

export function LoginForm({ error }: LoginFormProps) {
  return (
    <form method="post" action="/auth/login">
      {error ? <p role="alert">{error.message}</p> : null}
      <label>
        Email <input name="email" type="email" autoComplete="username" required />
      </label>
      <label>
        Password{" "}
        <input
          name="password"
          type="password"
          autoComplete="current-password"
          minLength={LIMITS.minPasswordLength}
          required
        />
      </label>
      <button type="submit" disabled={error?.code === "lockedOut"}>
        Sign in
      </button>
    </form>
  );
}
