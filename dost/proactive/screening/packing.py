import pickle
class PackingError(ValueError): pass
def pack(f): return pickle.dumps(f)
def unpack(b):
    try: return pickle.loads(b)
    except Exception as e: raise PackingError(str(e)) from e
