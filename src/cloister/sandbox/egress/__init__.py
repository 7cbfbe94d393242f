"""Networks that sandboxes join to reach the internet: made once, by a process that can harm nothing but these."""
