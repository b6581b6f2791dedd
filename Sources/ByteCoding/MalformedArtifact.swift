/// Stored bytes that are not what this program writes.
package struct MalformedArtifact: Error, Sendable {
  package init() {}
}
