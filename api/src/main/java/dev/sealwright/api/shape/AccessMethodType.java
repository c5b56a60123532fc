package dev.sealwright.api.shape;

/** The named access methods of a subject information access extension. */
public enum AccessMethodType {
  CA_REPOSITORY,
  RESOURCE_PKI_MANIFEST,
  RESOURCE_PKI_NOTIFY
}
