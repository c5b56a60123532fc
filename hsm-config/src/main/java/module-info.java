/** What an operator says about PKCS#11 tokens; no native call is made here. */
@org.jspecify.annotations.NullMarked
module dev.sealwright.hsm {
  requires static transitive org.jspecify;
  requires org.yaml.snakeyaml;

  exports dev.sealwright.hsm;
  exports dev.sealwright.hsm.dev;
  exports dev.sealwright.hsm.file;
  exports dev.sealwright.hsm.yaml;
}
