package import Jobs

/// What the store may come to, and what of it goes by itself.
package struct StorageLimits: Sendable, Equatable {
  /// Bytes of the database file; nil for no limit but the disk's.
  package var databaseBytes: Int?
  /// Which ended jobs are kept.
  package var retention = JobRetention()

  /// No limits.
  package init() {}
}

/// The settings of `StorageLimits`. None of them has a default.
package enum StorageLimitCatalogue {
  /// Below the least of these bytes a database has no room for jobs.
  package static let databaseBytes = Setting.wholeNumber(
    "max-database-bytes", in: 4 << 20...1 << 46)

  package static let days = Setting.wholeNumber("retain-days", in: 1...36_500)

  package static let jobs = Setting.wholeNumber("retain-jobs", in: 1...1_000_000_000)

  /// The environment variables.
  package static let variables = [databaseBytes.variable, days.variable, jobs.variable]
}

extension SettingsReader {
  /// The storage limits that are asked for.
  mutating func readStorage(_ options: LimitOptions) -> StorageLimits {
    var limits = StorageLimits()
    limits.databaseBytes = read(
      StorageLimitCatalogue.databaseBytes, option: options.maxDatabaseBytes)
    limits.retention = JobRetention(
      age: read(StorageLimitCatalogue.days, option: options.retainDays).map {
        .seconds($0 * 86_400)
      },
      count: read(StorageLimitCatalogue.jobs, option: options.retainJobs))
    return limits
  }
}
