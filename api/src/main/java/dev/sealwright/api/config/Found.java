package dev.sealwright.api.config;

import dev.sealwright.hsm.yaml.Place;

/** The text that was said for a key, and where. */
record Found(Place place, String text) {}
