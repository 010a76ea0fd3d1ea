"""What the provider holds, in which table and column, and in which category of data: the only thing that may leave."""
