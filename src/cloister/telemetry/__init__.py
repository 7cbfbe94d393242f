"""What happened: the log lines of invocations. Metrics and the meter join it later."""
