"""What every command shares: the console, the context, days, whether there is a screen."""
