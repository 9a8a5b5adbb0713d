import hashlib
import json
import sys
import zipfile

digest = hashlib.sha256()
with zipfile.ZipFile(sys.argv[1]) as archive:
    for entry in archive.infolist():
        with archive.open(entry) as content:
            while chunk := content.read(1 << 19):
                digest.update(chunk)
print(json.dumps({"digest": digest.hexdigest()}))
