package dev.sealwright.api.shape;

/** How far an audit report is. */
public enum AuditReportStatus {
  CREATING,
  SUCCESS,
  FAILED
}
