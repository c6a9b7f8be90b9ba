"""The code that keeps a contract, written from it: one module for each family of forms that it can take."""
