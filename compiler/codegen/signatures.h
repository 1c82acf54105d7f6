#pragma once
/// C++ types and support functions as LLVM sees them. A signature is deduced from the C++ declaration, so the IR cannot
/// drift from it. The only functions compiled code may call are those of `support_functions()`.

#include <span>
#include <type_traits>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/IR/DerivedTypes.h>
#include <llvm/IR/LLVMContext.h>

namespace segql::codegen {

template <typename T>
llvm::Type* type_of(llvm::LLVMContext& context) {
  if constexpr (std::is_void_v<T>) {
    return llvm::Type::getVoidTy(context);
  } else if constexpr (std::is_pointer_v<T>) {
    return llvm::PointerType::getUnqual(context);
  } else if constexpr (std::is_same_v<T, double>) {
    return llvm::Type::getDoubleTy(context);
  } else {
    static_assert(std::is_integral_v<T>, "support functions take integers, doubles and pointers");
    return llvm::IntegerType::get(context, 8 * sizeof(T));
  }
}

template <typename R, typename... A>
llvm::FunctionType* signature_of(llvm::LLVMContext& context, R (*)(A...)) {
  return llvm::FunctionType::get(type_of<R>(context), {type_of<A>(context)...}, false);
}

struct SupportFunction {
  const char* name;
  void* address;
  llvm::FunctionType* (*type)(llvm::LLVMContext&);
};

/// Every function compiled code may call.
std::span<const SupportFunction> support_functions();

/// The entry of a function. REQUIRES: it is in the table.
const SupportFunction& support_function_at(const void* address);

template <auto Fn>
const SupportFunction& support_function() {
  return support_function_at(reinterpret_cast<const void*>(Fn));
}

}  // namespace segql::codegen
