/** A host of the engine; on the class path this file has no say. */
module example {
  requires dev.sealwright.engine;
  requires org.bouncycastle.provider;
}
