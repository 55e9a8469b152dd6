# cxai_embed(<target> <symbol> <dir> <glob>): every file below <dir> that matches becomes part of <target>,
# readable as `cxai::base::embedded::<symbol>()`, a span of {path, bytes} sorted by path.
# The list is made at build time, so a file added by another build step (the web bundle) is found.

function(cxai_embed target symbol dir glob)
  get_target_property(type ${target} TYPE)
  if(type STREQUAL INTERFACE_LIBRARY)
    return()
  endif()
  set(asm ${CMAKE_BINARY_DIR}/embedded/${symbol}.S)
  set(cpp ${CMAKE_BINARY_DIR}/embedded/${symbol}.cpp)
  add_custom_target(embed_${symbol}
    COMMAND ${CMAKE_COMMAND} -DSYMBOL=${symbol} -DDIR=${dir} "-DGLOB=${glob}" -DASM=${asm} -DCPP=${cpp}
            -P ${CMAKE_SOURCE_DIR}/cmake/EmbedRun.cmake
    BYPRODUCTS ${asm} ${cpp} VERBATIM)
  target_sources(${target} PRIVATE ${asm} ${cpp})
  set_source_files_properties(${asm} ${cpp} PROPERTIES GENERATED TRUE)
  add_dependencies(${target} embed_${symbol})
endfunction()
