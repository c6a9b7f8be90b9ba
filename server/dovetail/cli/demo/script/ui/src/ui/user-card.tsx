import type { UserCardProps } from "../../contracts/views.contract.js";

export function UserCard({ user, compact = false }: UserCardProps) {
  return (
    <section className="user-card">
      <img src={user.avatarUrl} alt="" width={48} height={48} />
      <h2>{user.displayName}</h2>
      {compact ? null : <p>{user.email}</p>}
      {user.emailVerifiedAt === null ? <em>not verified</em> : null}
    </section>
  );
}
