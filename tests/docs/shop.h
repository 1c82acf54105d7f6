#pragma once
/// An engine with the schema and the rows of the document.

#include <memory>
#include <string>

#include "segql/engine.h"
#include "tests/docs/examples.h"

namespace segql::docs {

/// Checks the document's schema and `definitions`, with the files these import.
std::unique_ptr<Engine> check_definitions(const Document& document, const std::string& definitions,
                                          EngineKind kind = EngineKind::kAuto);
/// Gives a checked engine the rows of every table, and the keys of every static segment; empty, or what went wrong.
std::string load(const Document& document, Engine& engine);
/// The codes of its diagnostics of one severity, each once.
std::string codes(const Engine& engine, Severity severity);
/// The keys of a segment's members; or what went wrong.
std::string members(Engine& engine, const std::string& segment, const std::string& as_of);

}  // namespace segql::docs
