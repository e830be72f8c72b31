"""The books of banks and telephone operators: what they were asked to do, and have done."""
