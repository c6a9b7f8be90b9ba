"""What is stored: tables, models and the queries of their libraries."""
