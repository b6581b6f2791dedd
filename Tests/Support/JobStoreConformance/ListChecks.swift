import Jobs

extension JobStoreConformance {
  static let listChecks: [ConformanceCheck] = [
    ConformanceCheck("a list is newest first and pages meet without gap or overlap") { store, _ in
      try await store.createSamples(1...7)
      var cursor: JobCursor?
      var pages: [[JobID]] = []
      repeat {
        let page = try await store.jobs(matching: JobFilter(), after: cursor, limit: 3)
        pages.append(page.items.map(\.id))
        cursor = page.next
      } while cursor != nil
      try expectEqual(pages, [[7, 6, 5], [4, 3, 2], [1]].map { $0.map(Sample.id) })
    },
    ConformanceCheck("a page ends where its specs would pass the budget") { store, _ in
      let sizes = [10, JobPage.byteBudget / 2, JobPage.byteBudget / 2, 3 * JobPage.byteBudget, 10]
      for (number, size) in sizes.enumerated() {
        var job = Sample.job(number)
        // Deflated it is small; what counts is what a reader is given.
        job.spec = Array(#"{"x":"\#(String(repeating: "x", count: size - 8))"}"#.utf8)
        _ = try await store.create(job)
      }
      var cursor: JobCursor?
      var pages: [[JobID]] = []
      repeat {
        let page = try await store.jobs(matching: JobFilter(), after: cursor, limit: 5)
        pages.append(page.items.map(\.id))
        cursor = page.next
      } while cursor != nil
      try expectEqual(pages, [[4], [3], [2, 1], [0]].map { $0.map(Sample.id) })
    },
    ConformanceCheck("a full last page has no next") { store, _ in
      try await store.createSamples(1...4)
      let page = try await store.jobs(matching: JobFilter(), after: nil, limit: 4)
      try expectEqual(page.items.count, 4)
      try expectEqual(page.next, nil)
      let none = try await store.jobs(matching: JobFilter(name: "none"), after: nil, limit: 4)
      try expect(none.items.isEmpty && none.next == nil, "an empty list has a job or a next")
    },
    ConformanceCheck("paging is not moved by jobs that arrive or go") { store, _ in
      try await store.createSamples(1...6)
      let first = try await store.jobs(matching: JobFilter(), after: nil, limit: 2)
      try await store.createSamples(7...9)
      for number in [5, 4] {
        _ = try await store.requestCancel(Sample.id(number))
        _ = try await store.delete(Sample.id(number))
      }
      let text = try unwrap(first.next).description
      let second = try await store.jobs(
        matching: JobFilter(), after: try unwrap(JobCursor(text)), limit: 10)
      try expectEqual(first.items.map(\.id), [6, 5].map(Sample.id))
      try expectEqual(second.items.map(\.id), [3, 2, 1].map(Sample.id))
    },
    ConformanceCheck("filters: state, scheme, name, labels, and all together") { store, _ in
      _ = try await store.create(Sample.job(1, scheme: "zeros", labels: ["a": "1", "b": "2"]))
      _ = try await store.claimOne()
      _ = try await store.create(Sample.job(2, scheme: "zeros", name: "n", labels: ["a": "1"]))
      _ = try await store.create(Sample.job(3, scheme: "he_normal", name: "n", labels: ["a": "2"]))
      _ = try await store.requestCancel(Sample.id(3))
      func list(_ filter: JobFilter) async throws -> [JobID] {
        try await store.jobs(matching: filter, after: nil, limit: 10).items.map(\.id)
      }
      let ids = [1, 2, 3].map(Sample.id)
      try expectEqual(try await list(JobFilter()), ids.reversed())
      try expectEqual(try await list(JobFilter(states: [.queued])), [ids[1]])
      try expectEqual(
        try await list(JobFilter(states: [.running, .cancelled])), [ids[2], ids[0]])
      try expectEqual(try await list(JobFilter(states: [])), [])
      try expectEqual(try await list(JobFilter(scheme: "zeros")), [ids[1], ids[0]])
      try expectEqual(try await list(JobFilter(name: "n")), [ids[2], ids[1]])
      try expectEqual(try await list(JobFilter(labels: ["a": "1"])), [ids[1], ids[0]])
      try expectEqual(try await list(JobFilter(labels: ["a": "1", "b": "2"])), [ids[0]])
      try expectEqual(try await list(JobFilter(labels: ["b": "1"])), [])
      try expectEqual(
        try await list(
          JobFilter(states: [.queued], labels: ["a": "1"], scheme: "zeros", name: "n")), [ids[1]])
    },
    ConformanceCheck("a filter for what no job can be called matches none") { store, _ in
      try await store.createSamples(1...1)
      for filter in [
        JobFilter(labels: ["a": "\0"]), JobFilter(labels: ["\0": "a"]), JobFilter(scheme: "\0"),
        JobFilter(name: "a\0b"),
      ] {
        let page = try await store.jobs(matching: filter, after: nil, limit: 9)
        try expectEqual(page.items.count, 0)
        try expectEqual(page.next, nil)
      }
    },
    ConformanceCheck("a filtered list pages too") { store, _ in
      for number in 1...9 {
        let scheme = number.isMultiple(of: 2) ? "even" : "odd"
        _ = try await store.create(Sample.job(number, scheme: scheme))
      }
      let filter = JobFilter(scheme: "odd")
      let first = try await store.jobs(matching: filter, after: nil, limit: 3)
      let second = try await store.jobs(matching: filter, after: first.next, limit: 3)
      try expectEqual(first.items.map(\.id), [9, 7, 5].map(Sample.id))
      try expectEqual(second.items.map(\.id), [3, 1].map(Sample.id))
      try expectEqual(second.next, nil)
    },
  ]
}
