"""What a keeper does with the archive: back up, restore, take down, prune, accept. Each deed is logged."""
