package dev.sealwright.api.shape;

/** The form of an audit report. */
public enum AuditReportResponseFormat {
  JSON,
  CSV
}
