/**
 * The YAML that operators write, read so that every value keeps its place and all problems are told
 * in one go.
 *
 * <p>Threads: one for each reading; the trees are immutable. Imports nothing of the project.
 */
package dev.sealwright.hsm.yaml;
