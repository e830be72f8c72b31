"""The page of the employer a citizen acts for."""
