import Jobs

extension JobStoreConformance {
  /// Rows that come with jobs.
  static let inlineRowsChecks: [DatasetCheck] = [
    DatasetCheck("rows that come with a job are a data set that is not listed") { store, time in
      let id = Sample.datasetID(1)
      _ = try await store.create(Sample.job(1, bringing: 1, bytes: 70_000))
      let rows = Sample.dataset(1, bytes: 70_000)
      try expectEqual(
        try await store.dataset(id, of: JobOwner.local),
        UploadedDataset(
          id: id, name: nil, summary: rows.summary, bytes: 70_000, createdAt: time.now,
          isDeleted: false, isInline: true))
      try expectEqual(try await store.content(of: id, owner: JobOwner.local), rows.content)
      try expectEqual(try await store.datasets(of: JobOwner.local), [])
      try expectEqual(try await store.delete(id, of: JobOwner.local), .inUse([Sample.id(1)]))
    },
    DatasetCheck("rows go with the last job that names them") { store, _ in
      let id = Sample.datasetID(1)
      _ = try await store.create(Sample.job(1, bringing: 1))
      _ = try await store.create(Sample.job(2, bringing: 1))
      _ = try await store.create(Sample.job(3, on: id))
      for number in 1...3 {
        try expectEqual(try await store.requestCancel(Sample.id(number)), .cancelled)
        try expect(
          try await store.content(of: id, owner: JobOwner.local) != nil, "the rows went too early")
        try expectEqual(try await store.delete(Sample.id(number)), .deleted)
      }
      try expectEqual(try await store.dataset(id, of: JobOwner.local), nil)
      try expectEqual(try await store.content(of: id, owner: JobOwner.local), nil)
    },
    DatasetCheck("an upload outlives the jobs that bring the same rows") { store, _ in
      let id = Sample.datasetID(1)
      _ = try await store.insert(Sample.dataset(1, name: "mine"))
      _ = try await store.create(Sample.job(1, bringing: 1))
      try expectEqual(try await store.requestCancel(Sample.id(1)), .cancelled)
      try expectEqual(try await store.delete(Sample.id(1)), .deleted)
      try expectEqual(try await store.datasets(of: JobOwner.local).map(\.name), ["mine"])
      try expect(
        try await store.content(of: id, owner: JobOwner.local) != nil, "the upload is gone")
    },
    DatasetCheck("an upload of rows that came with a job is an upload from then on") { store, _ in
      let id = Sample.datasetID(1)
      _ = try await store.create(Sample.job(1, bringing: 1))
      guard case .created(let upload) = try await store.insert(Sample.dataset(1, name: "mine"))
      else { throw ConformanceFailure(description: "the rows were taken for an upload") }
      try expectEqual(upload.isInline, false)
      try expectEqual(try await store.datasets(of: JobOwner.local), [upload])
      try expectEqual(try await store.requestCancel(Sample.id(1)), .cancelled)
      try expectEqual(try await store.delete(Sample.id(1)), .deleted)
      try expectEqual(
        try await store.content(of: id, owner: JobOwner.local), Sample.dataset(1).content)
    },
    DatasetCheck("rows that come with jobs count by their bytes alone") { store, _ in
      func job(_ number: Int, bytes: Int) -> NewJob {
        var job = Sample.job(number, bringing: number, bytes: bytes)
        job.rows?.quota = DatasetQuota(count: 1, bytes: 100)
        return job
      }
      for number in 1...3 { _ = try await store.create(job(number, bytes: 30)) }
      try await expectError(.datasetQuotaExceeded(.bytes)) {
        _ = try await store.create(job(4, bytes: 30))
      }
      try expectEqual(try await store.job(Sample.id(4)), nil)
      var upload = Sample.dataset(5, bytes: 10)
      upload.quota = DatasetQuota(count: 1, bytes: 100)
      _ = try await store.insert(upload)
      // What is there takes no more room.
      _ = try await store.create(job(3, bytes: 30).again(as: 6))
    },
    DatasetCheck("a job that is known brings no rows") { store, _ in
      var job = Sample.job(1, bringing: 1)
      job.idempotencyKey = "key"
      _ = try await store.create(job)
      _ = try await store.requestCancel(Sample.id(1))
      try expectEqual(try await store.delete(Sample.datasetID(1), of: JobOwner.local), .deleted)
      job.id = Sample.id(2)
      guard case .existing = try await store.create(job) else {
        throw ConformanceFailure(description: "the key made another job")
      }
      try expectEqual(
        try await store.content(of: Sample.datasetID(1), owner: JobOwner.local), nil)
    },
    DatasetCheck("a deleted data set's row goes with the last job that names it") { store, _ in
      let id = Sample.datasetID(1)
      _ = try await store.insert(Sample.dataset(1))
      _ = try await store.create(Sample.job(1, on: id))
      _ = try await store.requestCancel(Sample.id(1))
      try expectEqual(try await store.delete(id, of: JobOwner.local), .deleted)
      try expectEqual(try await store.dataset(id, of: JobOwner.local)?.isDeleted, true)
      try expectEqual(try await store.delete(Sample.id(1)), .deleted)
      try expectEqual(try await store.dataset(id, of: JobOwner.local), nil)
    },
  ]
}

extension Sample {
  /// A job that brings a data set.
  static func job(_ number: Int, bringing dataset: Int, bytes: Int = 10) -> NewJob {
    var job = job(number, on: datasetID(dataset))
    job.rows = Sample.dataset(dataset, bytes: bytes)
    return job
  }
}

extension NewJob {
  fileprivate func again(as number: Int) -> NewJob {
    var job = self
    job.id = Sample.id(number)
    return job
  }
}
