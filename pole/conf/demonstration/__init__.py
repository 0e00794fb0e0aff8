"""The demonstration: three circonscriptions, invented people, invented pupils, real school calendar."""
