"""What runs a package: the Messages API loop and the scripted model."""
