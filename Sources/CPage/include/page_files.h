#pragma once

#include <stddef.h>

/// A file of the page, whose bytes are part of the program.
struct page_file {
  /// As it is asked for, below /page/; index.html is the page itself.
  const char *name;
  const unsigned char *bytes;
  size_t count;
};

/// How many files there are.
extern const size_t page_file_count;

/// The file at `index`, which is less than `page_file_count`.
const struct page_file *page_file_at(size_t index);
