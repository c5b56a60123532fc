package dev.sealwright.engine.template;

/** From where a template takes extensions that it does not fix itself. */
public enum Variety {
  BASE("", false, false),
  CSR("_CSRPassthrough", false, true),
  API("_APIPassthrough", true, false),
  API_CSR("_APICSRPassthrough", true, true);

  private final String suffix;
  private final boolean usesCall;
  private final boolean copiesRequest;

  Variety(String suffix, boolean usesCall, boolean copiesRequest) {
    this.suffix = suffix;
    this.usesCall = usesCall;
    this.copiesRequest = copiesRequest;
  }

  /** What stands between family and version in the template's name. */
  public String suffix() {
    return suffix;
  }

  /** Whether the {@link Passthrough} of the call is used; it is ignored otherwise. */
  public boolean usesCall() {
    return usesCall;
  }

  /** Whether extensions of the CSR other than the subject alternative name are used. */
  public boolean copiesRequest() {
    return copiesRequest;
  }
}
