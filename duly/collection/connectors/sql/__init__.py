"""The connector for SQL stores: SQLite files and PostgreSQL, both opened for reading only."""
