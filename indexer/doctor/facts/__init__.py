"""Facts about an index, its site and this machine, one module for each area. All reading of disks is done here."""
