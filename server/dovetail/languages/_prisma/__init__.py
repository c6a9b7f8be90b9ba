"""How Prisma is read and written."""
