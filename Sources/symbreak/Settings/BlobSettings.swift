package import ArgumentParser
package import BlobStore
internal import PostgreSQLStore

/// Where a database's large values are kept, as it was typed.
package struct BlobOptions: ParsableArguments {
  @Option(
    help: """
      Keeps artefacts, rows of data and checkpoints that are large in a bucket of S3 instead of \
      PostgreSQL: s3://bucket[/prefix][?endpoint=URL&region=REGION] (SYMBREAK_BLOBS; default: in the \
      database). All services and workers of a database need the same.
      """)
  package var blobs: String?

  @Option(
    help: """
      A file with the keys for it, as Amazon's tools have them below [default] \
      (SYMBREAK_BLOBS_CREDENTIALS_FILE; default: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and \
      AWS_SESSION_TOKEN).
      """)
  package var blobsCredentialsFile: String?

  @Option(
    help: "Bytes above which a value is large (SYMBREAK_BLOBS_THRESHOLD; default: 65536).")
  package var blobsThreshold: String?

  package init() {}
}

/// The settings of large values.
enum BlobCatalogue {
  /// What is no location is told apart, so that the reason can be given.
  static let blobs = Setting<Result<S3Location, S3Location.Fault>>(
    name: "blobs", expectation: "s3://bucket[/prefix][?endpoint=URL&region=REGION]",
    parse: { text in
      do throws(S3Location.Fault) {
        return .success(try S3Location(text))
      } catch {
        return .failure(error)
      }
    })

  static let credentialsFile = Setting<String>(
    name: "blobs-credentials-file", expectation: "a file", parse: { $0.isEmpty ? nil : $0 })

  /// In bytes. What is large takes a transfer of its own, so that less than a page of disk never is.
  static let threshold = Setting.wholeNumber("blobs-threshold", in: 4096...1 << 30)
}

/// Where a database's large values are kept.
package struct BlobSettings: Sendable, Equatable {
  package var location: S3Location
  /// A file with the keys; nil for the environment's.
  package var credentialsFile: String?
  /// Bytes above which a value is large.
  package var threshold: Int
}

extension SettingsReader {
  /// Where the large values of `database` are to be kept; nil for in it.
  mutating func readBlobs(
    _ options: BlobOptions, with database: DatabaseLocation, environment: [String: String]
  ) -> BlobSettings? {
    let location = read(BlobCatalogue.blobs, option: options.blobs)
    let file = read(BlobCatalogue.credentialsFile, option: options.blobsCredentialsFile)
    let threshold = read(BlobCatalogue.threshold, option: options.blobsThreshold)
    switch location {
    case nil:
      if file != nil || threshold != nil {
        refuse("--blobs-credentials-file and --blobs-threshold say nothing without --blobs.")
      }
      return nil
    case .failure(let fault)?:
      refuse("--blobs is no place for large values. \(fault)")
      return nil
    case .success(let location)?:
      guard database.isShared else {
        refuse(
          "--blobs is for a database in PostgreSQL (postgres://…): SQLite keeps everything in its file."
        )
        return nil
      }
      if file == nil,
        (try? S3CredentialSource.environment(environment).credentials()) == nil
      {
        refuse(
          "--blobs needs keys: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a file with them"
            + " (--blobs-credentials-file).")
      }
      return BlobSettings(
        location: location, credentialsFile: file,
        threshold: threshold ?? BlobPlacement.usualThreshold)
    }
  }
}
