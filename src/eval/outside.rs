//! The names of NumPy's and Dask's that are no part of ndsh, and why: whoever asks for one is told so.

use crate::array::Value;
use crate::diag::{Error, not_implemented};

/// Names that are left out for one reason.
struct Group {
    why: &'static str,
    /// What works instead.
    help: &'static str,
    names: &'static [&'static str],
}

static GROUPS: &[Group] = &[
    Group {
        why: "arrays hold numbers and booleans, not strings or bytes",
        help: "strings live in lists: [s.upper() for s in names]",
        names: &[
            "bytes",
            "bytes_",
            "char",
            "character",
            "chararray",
            "flexible",
            "fromregex",
            "frombuffer",
            "str_",
            "strings",
            "tobytes",
        ],
    },
    Group {
        why: "arrays hold numbers and booleans, not dates",
        help: "count days or seconds as numbers",
        names: &[
            "busday_count",
            "busday_offset",
            "busdaycalendar",
            "datetime64",
            "datetime_as_string",
            "datetime_data",
            "is_busday",
            "isnat",
            "timedelta64",
        ],
    },
    Group {
        why: "arrays hold numbers and booleans, not records or objects",
        help: "a dict of arrays does for records: {'x': np.zeros(3), 'n': np.arange(3)}",
        names: &[
            "flatten_mask",
            "flatten_structured_array",
            "format_parser",
            "fromflex",
            "fromrecords",
            "getfield",
            "make_mask_descr",
            "masked_object",
            "mvoid",
            "object_",
            "rec",
            "recarray",
            "recordmask",
            "record",
            "setfield",
            "toflex",
            "torecords",
            "void",
        ],
    },
    Group {
        why: "floats have at most 64 bits",
        help: "np.float64 and np.complex128 are the widest",
        names: &["clongdouble", "complex256", "float128", "longdouble"],
    },
    Group {
        why: "matrices are arrays of two dimensions",
        help: "np.array([[1, 2], [3, 4]]) @ x is a matrix product; np.block puts matrices together",
        names: &["asmatrix", "bmat", "matrix"],
    },
    Group {
        why: "polynomials are their coefficients",
        help: "np.polyval, np.polymul, np.polyder and np.roots take a list of them: np.polyval([1, 2, 3], x)",
        names: &["poly1d"],
    },
    Group {
        why: "it reads and writes no files of arrays",
        help: "type or compute the numbers: np.array([...]), np.arange(...), da.random.random(...)",
        names: &[
            "dump",
            "dumps",
            "from_npy_stack",
            "from_tiledb",
            "from_zarr",
            "fromfile",
            "genfromtxt",
            "load",
            "loadtxt",
            "memmap",
            "save",
            "savetxt",
            "savez",
            "savez_compressed",
            "to_hdf5",
            "to_npy_stack",
            "to_tiledb",
            "to_zarr",
            "tofile",
        ],
    },
    Group {
        why: "there is no Python below it to hand arrays over to",
        help: "x.tolist() gives plain numbers",
        names: &[
            "__array__",
            "__array_finalize__",
            "__array_function__",
            "__array_interface__",
            "__array_namespace__",
            "__array_namespace_info__",
            "__array_priority__",
            "__array_struct__",
            "__array_ufunc__",
            "__array_wrap__",
            "__buffer__",
            "__dlpack__",
            "__dlpack_device__",
            "__reduce__",
            "__setstate__",
            "as_gufunc",
            "apply_gufunc",
            "ctypes",
            "ctypeslib",
            "data",
            "from_dlpack",
            "gufunc",
            "ids",
            "register_chunk_type",
            "resolve_dtypes",
            "signature",
            "to_backend",
        ],
    },
    Group {
        why: "graphs are not made of Python's objects",
        help: "x.visualize() draws the graph; x.compute() runs it",
        names: &[
            "A",
            "__dask_graph__",
            "dask",
            "from_delayed",
            "optimize",
            "to_dask_dataframe",
            "to_delayed",
            "to_svg",
        ],
    },
    Group {
        why: "the bytes of an element are always in the machine's order",
        help: "x.astype(...) changes the dtype; x.copy() gives memory of its own",
        names: &["byteswap", "descr", "isalignedstruct", "isbuiltin", "metadata", "newbyteorder", "subdtype"],
    },
    Group {
        why: "the one source of random numbers is counter-based, and its state is the seed alone",
        help: "np.random.default_rng(seed) starts a generator",
        names: &[
            "BitGenerator",
            "get_bit_generator",
            "get_state",
            "mtrand",
            "set_bit_generator",
            "set_state",
            "tomaxint",
        ],
    },
    Group {
        why: "it is about how NumPy itself is built",
        help: "%who tells what the shell knows; np.dot? describes a function",
        names: &[
            "MAError",
            "MaskError",
            "PerformanceWarning",
            "ScalarType",
            "core",
            "dtypes",
            "emath",
            "extras",
            "f2py",
            "get_include",
            "getbufsize",
            "geterrcall",
            "masked_print_option",
            "info",
            "nested_iters",
            "ntypes",
            "polynomial",
            "sctypeDict",
            "setbufsize",
            "seterrcall",
            "show_config",
            "show_runtime",
            "test",
            "testing",
            "types",
            "typing",
            "ufunc",
        ],
    },
];

fn group(name: &str) -> Option<&'static Group> {
    GROUPS.iter().find(|g| g.names.contains(&name))
}

/// The mistake of asking for a name that is left out, where it is one and `object` could have it.
pub fn error(object: &Value, name: &str) -> Option<Error> {
    let holds = match object {
        Value::Array(_) | Value::Lazy(_) | Value::Masked(_) | Value::Scalar(_) | Value::DType(_) => true,
        Value::Object(o) => matches!(o.type_name(), "module" | "function" | "Generator" | "RandomState"),
        _ => false,
    };
    let group = group(name).filter(|_| holds)?;
    Some(not_implemented(format!("`{name}` is not part of ndsh: {}", group.why)).help(group.help))
}
