import mpmath as mp, struct
mp.mp.prec=300
bits=lambda x: struct.unpack('<Q',struct.pack('<d',x))[0]
def fl(x): return float(x)   # mp -> nearest double
def rows(name,doc,ty,vals,w=5):
    s=f"{doc}\n#[rustfmt::skip]\npub(super) static {name}: [{ty}; {len(vals)}] = [\n"
    out=[]
    for v in vals:
        out.append(v)
    return s+"\n".join("    "+" ".join(x+"," for x in out[i:i+w]) for i in range(0,len(out),w))+"\n];\n"
hx=lambda b:"0x%04x_%04x_%04x_%04x"%(b>>48,b>>32&0xffff,b>>16&0xffff,b&0xffff)
N=128
T=[];tail=[]
for i in range(N):
    t=mp.mpf(2)**(mp.mpf(i)/N); h=fl(t); T.append(hx((bits(h)-(i<<45))&(2**64-1))); tail.append(hx(bits(fl((t-h)/h))))
# log: index i from bits; z interval centre c
OFF = bits(1.0)-(75<<45)-(1<<44)   # intervals of the mantissa's upper 7 bits, one centred on 1
lo=struct.unpack('<d',struct.pack('<Q',OFF))[0]; print("//",hex(OFF), lo, lo*2)
import numpy as np
inv=[];hi=[];low=[]
worst=0
for i in range(N):
    b=OFF+(i<<45)+(1<<44)
    c=struct.unpack('<d',struct.pack('<Q',b))[0]
    ic=fl(1/mp.mpf(c)); l=-mp.log(mp.mpf(ic))
    if c!=1.0:
      for attempt in range(12):
        ic=fl(1/mp.mpf(c)*(1+mp.mpf(attempt)*mp.mpf('1.234567e-5'))); l=-mp.log(mp.mpf(ic))
        # candidates ic + j ulp, fixed point 2^-106 modulo 2^-42
        ulp=2.0**(mp.frexp(mp.mpf(ic))[1]-53)
        d=mp.mpf(ulp)/mp.mpf(ic)
        J=np.arange(-(1<<22),1<<22,dtype=np.int64)
        base=int(mp.nint(l*mp.mpf(2)**106)) % (1<<64)
        step=int(mp.nint(d*mp.mpf(2)**106)) % (1<<64)
        quad=J.astype(np.float64)**2*float(d*d/2*mp.mpf(2)**106)
        v=np.uint64(base)-J.astype(np.uint64)*np.uint64(step)+quad.astype(np.int64).astype(np.uint64)
        j=int(J[np.argmin(np.abs(v.astype(np.int64)))])
        ic=float(mp.mpf(ic)+j*mp.mpf(ulp)); l=-mp.log(mp.mpf(ic))
        if abs(l-mp.nint(l*mp.mpf(2)**42)/mp.mpf(2)**42)<mp.mpf(2)**-65.5: break
    h=mp.nint(l*mp.mpf(2)**42)/mp.mpf(2)**42
    if c!=1.0: worst=max(worst,abs(l-h)*2**66)
    inv.append(hx(bits(ic)));hi.append(hx(bits(float(h))));low.append(hx(bits(fl(l-h))))
print("worst low *2^66", worst)
ln2=mp.log(2); l2h=mp.nint(ln2*mp.mpf(2)**42)/mp.mpf(2)**42
print("// ln2hi",repr(float(l2h)),hx(bits(float(l2h))),repr(fl(ln2-l2h)),hx(bits(fl(ln2-l2h))))
body="//! Tables of the kernels: bit patterns of doubles, computed with 300-bit arithmetic.\n\n"
body+=rows("EXP_POWER",f"/// 2^(i/128), less i << 45, so that a shifted exponent and index can be added to the bits.","u64",T)+"\n"
body+=rows("EXP_TAIL","/// Relative rounding error of 2^(i/128).","u64",tail)+"\n"
body+="/// Lower end of the first interval of the logarithm, 0.705…, as bits.\npub(super) const LOG_OFFSET: u64 = "+hx(OFF)+";\n\n"
body+=rows("LOG_INVERSE","/// 1/c for 128 intervals from `LOG_OFFSET` up: the c next to the centre whose logarithm is nearly a multiple of 2^-42\n/// (S. Gal, \"Computing elementary functions\", 1986); the interval around 1 has c = 1.","u64",inv)+"\n"
body+=rows("LOG_HIGH","/// log(c), rounded to a multiple of 2^-42; the error is below 2^-64.","u64",hi)+"\n"
body+=rows("LOG_LOW","/// What `LOG_HIGH` lacks of log(c).","u64",low)+"\n"
open('src/chunk/math/tables.rs','w').write(body)
print(len(body.splitlines()))
def dd(n,x):
    h=fl(x);l=fl(x-h);l2=fl(x-h-l);print(n,repr(h),repr(l),repr(l2))
dd("ln2/128",ln2/128);dd("128/ln2",128/ln2);dd("pi/2",mp.pi/2);dd("1/ln2",1/ln2);dd("1/ln10",1/mp.log(10));dd("ln2",ln2);dd('2/pi',2/mp.pi);dd("pi",mp.pi)
for n in range(2,10): print("ln2^n/n!",n,repr(fl(ln2**n/mp.factorial(n))))
