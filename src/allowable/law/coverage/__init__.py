"""Coverage policy and the availability of devices: what no fee schedule says."""
