"""Makes reference.json: values of the functions of the data side by numpy and SciPy.

    pip install numpy scipy && python reference.py > reference.json
"""
import json, numpy as np, scipy.stats as st, scipy.linalg as la
a = [3.0, -1.5, 2.25, 8.0, 0.5, 2.25]
m = np.array([[2.0, -1.0, 0.5], [1.0, 3.0, -2.0], [0.5, 1.0, 4.0]])
s = np.array([[4.0, 1.0, -0.5], [1.0, 3.0, 0.25], [-0.5, 0.25, 2.0]])
x = np.array([[1.0, 2.0, 0.5], [2.0, 1.0, 1.5], [4.0, 3.5, -1.0], [0.5, 0.0, 2.0], [3.0, 5.0, 0.0]])
def pos(v):
    return v * np.array([np.sign(c[np.argmax(np.abs(c))]) for c in v.T])
out = {"a": a, "m": m.tolist(), "s": s.tolist(), "x": x.tolist()}
r = {}
r["median"] = float(np.median(a))
r["median_columns"] = np.median(x, axis=0).tolist()
r["quantiles"] = np.quantile(a, [0, 0.1, 0.25, 0.8, 1]).tolist()
r["quantiles_rows"] = np.quantile(x, [0.3, 0.6], axis=1).T.tolist()
r["mode"] = float(st.mode(a).mode)
r["mad"] = float(st.median_abs_deviation(a))
r["correlation"] = np.corrcoef(x, rowvar=False).tolist()
r["correlation_pair"] = float(st.pearsonr(x[:, 0], x[:, 2])[0])
r["inv"] = la.inv(m).tolist()
r["pinv"] = la.pinv(x).tolist()
low = np.outer([1.0, 2.0, 3.0], [1.0, -1.0])
r["pinv_low_rank"] = la.pinv(low).tolist()
r["rank"] = [int(np.linalg.matrix_rank(x)), int(np.linalg.matrix_rank(low))]
r["solve"] = la.solve(m, [1.0, -2.0, 0.5]).tolist()
r["solve_matrix"] = la.solve(m, x.T[:, :2]).tolist()
r["det"] = float(la.det(m))
r["trace"] = float(np.trace(m))
r["kron"] = np.kron([[1.0, 2.0], [0.0, -1.0]], [[3.0, 1.0]]).tolist()
r["expm"] = la.expm(m).tolist()
r["sqrtm"] = la.sqrtm(s).tolist()
w, v = la.eigh(s)
r["eigenvalues"] = w.tolist()
r["eigenvectors"] = pos(v).tolist()
r["eigenvalues_general"] = sorted(la.eigvals(np.array([[2.0, 1.0], [3.0, 1.0]])).real.tolist())
q, rr = np.linalg.qr(x)
sign = np.sign(np.diag(rr))
r["qr_q"] = (q * sign).tolist()
r["qr_r"] = (rr.T * sign).T.tolist()
p, l, u = la.lu(m[[1, 2, 0]])
r["lup_l"], r["lup_u"] = l.tolist(), u.tolist()
r["lup_p"] = np.argmax(p, axis=0).tolist()
U, S, Vt = np.linalg.svd(x, full_matrices=False)
V = Vt.T
f = np.array([np.sign(c[np.argmax(np.abs(c))]) for c in V.T])
r["svd_u"], r["svd_s"], r["svd_v"] = (U * f).tolist(), S.tolist(), (V * f).tolist()
c = x - x.mean(axis=0)
U, S, Vt = np.linalg.svd(c, full_matrices=False)
f = np.array([np.sign(row[np.argmax(np.abs(row))]) for row in Vt])
r["pca_scores"] = ((U * S) * f)[:, :2].tolist()
r["pca_components"] = ((Vt.T * f).T)[:2].tolist()
r["pca_variances"] = (S[:2] ** 2 / 4).tolist()
out["results"] = r
print(json.dumps(out, indent=1))
