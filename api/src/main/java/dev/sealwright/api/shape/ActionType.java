package dev.sealwright.api.shape;

/** What a service principal may be permitted to do with a CA. */
public enum ActionType {
  @WireName("IssueCertificate")
  ISSUE_CERTIFICATE,
  @WireName("GetCertificate")
  GET_CERTIFICATE,
  @WireName("ListPermissions")
  LIST_PERMISSIONS
}
