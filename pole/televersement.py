"""Files received stay in memory, under a limit: nothing of a child is written in clear on a disk."""

from io import BytesIO

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

# Bytes of one file as it arrives: a photograph of a good telephone. Above it, what arrives is dropped and the
# form says so. nginx lets a little more through (docs/exploitation.md).
TAILLE_MAX = 10 * 1024 * 1024


class BoundedMemoryUploadHandler(FileUploadHandler):
    """Keeps a file in memory up to TAILLE_MAX; a larger one arrives empty, with its true size."""

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.content = BytesIO()
        self.received = 0

    def receive_data_chunk(self, raw_data, start):
        self.received += len(raw_data)
        if self.received <= TAILLE_MAX:
            self.content.write(raw_data)
        else:
            self.content = BytesIO()

    def file_complete(self, file_size):
        self.content.seek(0)
        return InMemoryUploadedFile(
            file=self.content,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
