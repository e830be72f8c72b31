"""A person's messages: the same texts that went to their telephone, and those that could go nowhere else."""
