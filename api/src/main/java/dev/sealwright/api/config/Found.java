package dev.sealwright.api.config;

/** The text that was said for a key, and where. */
record Found(Place place, String text) {}
