"""Whether everything that Cardkeeper rests on works, looked at part by part; changes nothing."""
