"""The benchmarks: `make bench`. Speed is printed here and asserted nowhere."""
