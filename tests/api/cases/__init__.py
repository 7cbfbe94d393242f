"""What every operation done answers: a function for each, under the operation's name, in the module of its resource."""
