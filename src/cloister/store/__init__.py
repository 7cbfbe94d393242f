"""Metadata that outlives the process: functions and access keys in SQL, with a copy in memory to read from."""
