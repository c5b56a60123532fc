package dev.sealwright.api.publish;

/** Where a list may be; neither name is checked yet. */
record ListPlace(String bucket, String key) {}
