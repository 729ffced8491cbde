//! The vectors of AVX2 that the kernels are made of, for both types of floats.

use std::arch::x86_64::*;

use num_traits::Float;

/// An element that fills vectors.
///
/// # Safety
/// Every function needs a CPU with AVX2 and FMA, and pointers to as many elements as it reads or writes.
pub trait Lane: Float + Default + Send + Sync + 'static {
    /// A vector of 32 bytes.
    type V: Copy;
    /// A vector of four elements.
    type Q: Copy;
    /// Elements of a `V`.
    const N: usize;
    /// The most levels of Strassen's scheme, those of all threads together: each makes errors two to three times as large.
    const LEVELS: u32;

    unsafe fn empty() -> Self::V;
    unsafe fn load(p: *const Self) -> Self::V;
    unsafe fn store(p: *mut Self, v: Self::V);
    unsafe fn splat(p: *const Self) -> Self::V;
    /// `a * b + c`
    unsafe fn fma(a: Self::V, b: Self::V, c: Self::V) -> Self::V;

    unsafe fn empty4() -> Self::Q;
    unsafe fn load4(p: *const Self) -> Self::Q;
    /// Two elements; the others are zero.
    unsafe fn load2(p: *const Self) -> Self::Q;
    unsafe fn store4(p: *mut Self, v: Self::Q);
    /// The first two elements.
    unsafe fn store2(p: *mut Self, v: Self::Q);
    unsafe fn splat4(p: *const Self) -> Self::Q;
    unsafe fn fma4(a: Self::Q, b: Self::Q, c: Self::Q) -> Self::Q;
    /// Four rows of four as four columns.
    unsafe fn turn(v: [Self::Q; 4]) -> [Self::Q; 4];
}

/// Functions that are one expression of intrinsics each.
macro_rules! plain {
    ($($name:ident($($arg:ident: $of:ty),*) $(-> $to:ty)? { $body:expr })*) => {$(
        #[inline(always)]
        unsafe fn $name($($arg: $of),*) $(-> $to)? {
            // SAFETY: the caller's, see the trait.
            unsafe { $body }
        }
    )*};
}

impl Lane for f64 {
    type V = __m256d;
    type Q = __m256d;
    const N: usize = 4;
    const LEVELS: u32 = 4;

    plain! {
        empty() -> __m256d { _mm256_setzero_pd() }
        load(p: *const f64) -> __m256d { _mm256_loadu_pd(p) }
        store(p: *mut f64, v: __m256d) { _mm256_storeu_pd(p, v) }
        splat(p: *const f64) -> __m256d { _mm256_set1_pd(*p) }
        fma(a: __m256d, b: __m256d, c: __m256d) -> __m256d { _mm256_fmadd_pd(a, b, c) }
        empty4() -> __m256d { _mm256_setzero_pd() }
        load4(p: *const f64) -> __m256d { _mm256_loadu_pd(p) }
        load2(p: *const f64) -> __m256d { _mm256_zextpd128_pd256(_mm_loadu_pd(p)) }
        store4(p: *mut f64, v: __m256d) { _mm256_storeu_pd(p, v) }
        store2(p: *mut f64, v: __m256d) { _mm_storeu_pd(p, _mm256_castpd256_pd128(v)) }
        splat4(p: *const f64) -> __m256d { _mm256_set1_pd(*p) }
        fma4(a: __m256d, b: __m256d, c: __m256d) -> __m256d { _mm256_fmadd_pd(a, b, c) }
    }

    #[inline(always)]
    unsafe fn turn([p, q, r, s]: [__m256d; 4]) -> [__m256d; 4] {
        // SAFETY: the caller's.
        unsafe {
            let (a, b) = (_mm256_unpacklo_pd(p, q), _mm256_unpackhi_pd(p, q));
            let (c, d) = (_mm256_unpacklo_pd(r, s), _mm256_unpackhi_pd(r, s));
            [
                _mm256_permute2f128_pd(a, c, 0x20),
                _mm256_permute2f128_pd(b, d, 0x20),
                _mm256_permute2f128_pd(a, c, 0x31),
                _mm256_permute2f128_pd(b, d, 0x31),
            ]
        }
    }
}

impl Lane for f32 {
    type V = __m256;
    type Q = __m128;
    const N: usize = 8;
    const LEVELS: u32 = 1;

    plain! {
        empty() -> __m256 { _mm256_setzero_ps() }
        load(p: *const f32) -> __m256 { _mm256_loadu_ps(p) }
        store(p: *mut f32, v: __m256) { _mm256_storeu_ps(p, v) }
        splat(p: *const f32) -> __m256 { _mm256_set1_ps(*p) }
        fma(a: __m256, b: __m256, c: __m256) -> __m256 { _mm256_fmadd_ps(a, b, c) }
        empty4() -> __m128 { _mm_setzero_ps() }
        load4(p: *const f32) -> __m128 { _mm_loadu_ps(p) }
        load2(p: *const f32) -> __m128 { _mm_castpd_ps(_mm_load_sd(p.cast())) }
        store4(p: *mut f32, v: __m128) { _mm_storeu_ps(p, v) }
        store2(p: *mut f32, v: __m128) { _mm_store_sd(p.cast(), _mm_castps_pd(v)) }
        splat4(p: *const f32) -> __m128 { _mm_set1_ps(*p) }
        fma4(a: __m128, b: __m128, c: __m128) -> __m128 { _mm_fmadd_ps(a, b, c) }
    }

    #[inline(always)]
    unsafe fn turn([p, q, r, s]: [__m128; 4]) -> [__m128; 4] {
        // SAFETY: the caller's.
        unsafe {
            let (a, b) = (_mm_unpacklo_ps(p, q), _mm_unpackhi_ps(p, q));
            let (c, d) = (_mm_unpacklo_ps(r, s), _mm_unpackhi_ps(r, s));
            [_mm_movelh_ps(a, c), _mm_movehl_ps(c, a), _mm_movelh_ps(b, d), _mm_movehl_ps(d, b)]
        }
    }
}
