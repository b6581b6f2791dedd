package import PrometheusText

/// What the system tells of this process, under the names that Prometheus' client libraries have for it
/// (https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics).
package struct ProcessReadings: Sendable, Equatable {
  /// Processor time used by all threads, in seconds.
  package var processorSeconds = 0.0
  /// Threads.
  package var threads = 0
  /// Descriptors that are open, and how many may be.
  package var openDescriptors = 0
  package var mostDescriptors = 0.0
  /// Bytes of address space, how many there may be, and bytes in memory.
  package var virtualBytes = 0
  package var mostVirtualBytes = 0.0
  package var residentBytes = 0
  /// When the process began, in seconds since 1970.
  package var startTime = 0.0

  /// Readings of nothing.
  package init() {}

  /// Writes a family for each.
  package func write(to writer: inout PrometheusWriter) {
    writer.single(
      "process_cpu_seconds_total", .counter, "Processor time used by the process.",
      processorSeconds)
    writer.single("process_threads", .gauge, "Threads of the process.", Double(threads))
    writer.single("process_open_fds", .gauge, "Descriptors that are open.", Double(openDescriptors))
    writer.single("process_max_fds", .gauge, "Descriptors that may be open.", mostDescriptors)
    writer.single(
      "process_virtual_memory_bytes", .gauge, "Address space of the process.",
      Double(virtualBytes))
    writer.single(
      "process_virtual_memory_max_bytes", .gauge, "Address space that the process may have.",
      mostVirtualBytes)
    writer.single(
      "process_resident_memory_bytes", .gauge, "Memory of the process.", Double(residentBytes))
    writer.single(
      "process_start_time_seconds", .gauge, "When the process began, in seconds since 1970.",
      startTime)
  }
}
