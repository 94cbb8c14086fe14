"""The sample library: a plainly fictional council and its evidence."""
