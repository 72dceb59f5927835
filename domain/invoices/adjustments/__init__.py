"""What is not owed after all, or not asked for meanwhile: credit notes, write-offs, disputes."""
